// Shows what is written in Markdown as its readers will see it, while it is being written. The button "Preview" does the same.

const PAUSE = 400; // milliseconds without a key

function watch(field) {
  const form = field.form;
  const shown = document.getElementById(`${field.id}-preview`);
  let waiting;
  let latest = 0;

  async function refresh() {
    const mine = ++latest;
    const sent = new FormData();
    sent.set("csrf_token", form.elements.csrf_token.value);
    sent.set("text", field.value);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: sent, redirect: "error" });
      if (!answer.ok || mine !== latest) return;
      shown.innerHTML = await answer.text(); // cleaned by the server
      shown.hidden = shown.childElementCount === 0;
    } catch {
      // The old preview stays; the button is still there.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
}

document.querySelectorAll("[data-preview] [data-markdown]").forEach(watch);
