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

// The letter of a key: as it writes it, or on a keyboard of another script the Latin one that stands in its place.
function letter(event) {
  const written = event.key.toLowerCase();
  return /^[a-z]$/.test(written) ? written : event.code.replace(/^Key/, "").toLowerCase();
}

function press(event) {
  const entry = event.target.closest(".entry");
  if (!entry || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const key = letter(event);
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
