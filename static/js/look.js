// Has those posters looked over that were not yet, and shows the page anew. Without this a button does it.

const form = document.querySelector("[data-look]");
const button = form.querySelector("button");
const going = form.querySelector("[data-going]");

const show = (isGoing) => {
  button.hidden = isGoing;
  going.hidden = !isGoing;
};

show(true);
fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" })
  .then((answer) => (answer.type === "opaqueredirect" ? location.reload() : show(false)))
  .catch(() => show(false));
