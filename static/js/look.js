// Has those posters looked over that were not yet, and shows what is known of them then: nothing else of the page changes, somebody
// may be choosing. Without this a button does it.

const ROUNDS = 12; // of ten seconds at most: if that is not enough, something is wrong

const part = () => document.querySelector("#check").closest("section");

async function look() {
  const form = part().querySelector("[data-look]");
  const show = (isGoing) => {
    form.querySelector("button").hidden = isGoing;
    form.querySelector("[data-going]").hidden = !isGoing;
  };
  show(true);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    part().replaceWith(page.querySelector("#check").closest("section"));
  } catch {
    show(false); // the network is away, or somebody has signed out meanwhile
    return false;
  }
  return part().querySelector("[data-look]") !== null;
}

for (let round = 0; round < ROUNDS && (await look()); round += 1);
