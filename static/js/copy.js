// A button beside each link that is made to be copied. Without this the link can be marked and copied by hand.

function addButton(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = field.dataset.copy;
  const said = document.createElement("span");
  said.className = "away";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = said.textContent = field.dataset.copied;
  });
  field.after(button, said);
}

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach(addButton);
}
