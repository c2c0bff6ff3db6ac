// The device's own way of sharing, first among the links, where there is one.

function addButton(row) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = row.dataset.share;
  // Whoever closes the device's dialogue has decided, not failed.
  button.addEventListener("click", () => navigator.share({ title: row.dataset.title, url: row.dataset.url }).catch(() => {}));
  row.prepend(button);
}

if (navigator.share) {
  document.querySelectorAll("[data-share]").forEach(addButton);
}
