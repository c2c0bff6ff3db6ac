// Tells how far a file is, once a second, and shows the page anew when it has ended.

const GOING = ["waiting", "running"];

document.querySelectorAll("[data-progress]").forEach((part) => {
  const bar = part.querySelector("progress");
  const words = part.querySelector("[data-words]");
  const percent = part.querySelector("[data-percent]");
  const look = async () => {
    try {
      const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return location.reload();
      const now = await answer.json();
      if (!GOING.includes(now.state)) return location.reload();
      bar.max = Math.max(1, now.total);
      bar.value = now.done;
      percent.textContent = now.percent;
      words.textContent = now.words;
    } catch {
      // The network is away for a moment: the work is not.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
});
