// Marking a face by pressing and pulling. Without this the four numbers are typed; they stay what is sent.

const NAMES = ["left", "top", "width", "height"];
const LEAST = 5; // a press without a pull moves the box there

function mark(area) {
  const form = area.closest("form");
  const field = Object.fromEntries(NAMES.map((name) => [name, form.querySelector(`[data-side=${name}]`)]));
  const boxes = area.querySelectorAll("rect");
  let start = null;

  const read = () => Object.fromEntries(NAMES.map((name) => [name, Number(field[name].value) || 0]));
  const draw = ({ left, top, width, height }) => {
    const sides = Object.entries({ x: left, y: top, width, height });
    boxes.forEach((box) => sides.forEach(([name, value]) => box.setAttribute(name, value)));
  };
  const write = (face) => {
    NAMES.forEach((name) => { field[name].value = Math.round(face[name]); });
    draw(read());
  };
  const inside = (value, most = 100) => Math.min(Math.max(value, 0), most);
  const place = (event) => {
    const { left, top, width, height } = area.getBoundingClientRect();
    return { x: inside(((event.clientX - left) / width) * 100), y: inside(((event.clientY - top) / height) * 100) };
  };

  area.addEventListener("pointerdown", (event) => {
    start = place(event);
    area.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  area.addEventListener("pointermove", (event) => {
    if (!start) return;
    const end = place(event);
    const width = Math.abs(end.x - start.x), height = Math.abs(end.y - start.y);
    if (width < LEAST || height < LEAST) return;
    write({ left: Math.min(start.x, end.x), top: Math.min(start.y, end.y), width, height });
  });
  area.addEventListener("pointerup", (event) => {
    const end = place(event), face = read();
    if (start && Math.abs(end.x - start.x) < LEAST && Math.abs(end.y - start.y) < LEAST) {
      write({ ...face, left: inside(end.x - face.width / 2, 100 - face.width), top: inside(end.y - face.height / 2, 100 - face.height) });
    }
    start = null;
  });
  area.addEventListener("pointercancel", () => { start = null; });
  form.addEventListener("input", () => draw(read()));
  area.classList.add("live");
}

document.querySelectorAll("[data-marking]").forEach(mark);
