// Keys for whoever reads many names. They work while an entry has the focus, and nowhere else; every one of them is a button, too.

const form = document.querySelector("form.reading");

function entries() {
  return [...form.querySelectorAll(".entry")];
}

function step(entry, by) {
  const all = entries();
  const next = all[all.indexOf(entry) + by];
  next?.querySelector("input[type=checkbox]").focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(event) {
  const entry = event.target.closest(".entry");
  if (!entry || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    step(entry, key === "j" ? 1 : -1);
  } else if (key === "x") {
    entry.querySelector("input[type=checkbox]").click();
  } else {
    entry.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
  }
}

function addTickAll() {
  const place = form.querySelector("[data-all]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = place.dataset.all;
  button.addEventListener("click", () => {
    const boxes = [...form.querySelectorAll("input[name=chosen]")];
    const isAll = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !isAll; });
  });
  place.before(button);
}

if (form) {
  form.addEventListener("keydown", press);
  form.querySelector("[data-keys]").hidden = false;
  addTickAll();
  form.querySelector(".entry input[type=checkbox]")?.focus({ preventScroll: true });
}
