// Asks before a page is left on which something was typed and not saved.

document.querySelectorAll("form.editor").forEach((form) => {
  let isDirty = form.querySelector(".wrong, .preview:not([hidden])") !== null;
  form.addEventListener("input", () => {
    isDirty = true;
  });
  form.addEventListener("submit", () => {
    isDirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
});
