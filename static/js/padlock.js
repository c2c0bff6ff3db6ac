// Counts down for how long the names stay open. Without this the page says until when.

const clock = document.querySelector("[data-until]");
const ends = Date.parse(clock.dataset.until);
const unit = { style: "unit", unit: "minute", unitDisplay: "short" };
const minutes = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, unit);

function show() {
  const left = Math.ceil((ends - Date.now()) / 60000);
  if (left <= 0) {
    clock.textContent = clock.dataset.over;
    clock.closest(".lock").classList.remove("open");
    return;
  }
  clock.textContent = clock.dataset.left.replace("{}", minutes.format(left));
  setTimeout(show, (ends - Date.now()) % 60000 || 60000);
}

show();
