// Says with the form for how many seconds it was on the screen: advice to the server, never a condition.

const shown = performance.now();

document.querySelectorAll("[data-seconds]").forEach((field) => {
  field.form.addEventListener("submit", () => {
    field.value = Math.floor((performance.now() - shown) / 1000);
  });
  // Whoever goes back after signing, on a phone that others may hold, finds an empty form.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) field.form.reset();
  });
});
