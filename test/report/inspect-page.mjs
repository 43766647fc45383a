// Runs inside the opened report: what a reader would stumble over, one line each.
(() => {
  const found = [];
  const say = (text) => found.push(text);
  const words = (element) => JSON.stringify(element.textContent.trim().replace(/\s+/g, " ").slice(0, 60));
  const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;

  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) say(`the page is ${over} px wider than the window`);
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (seen(element) && box.right > window.innerWidth + 1 && element.closest(".scroll, svg") === null)
      say(`${element.tagName} ${words(element)} ends ${Math.round(box.right - window.innerWidth)} px outside of the window`);
  }

  // Pictures: letters of a readable size, inside of the picture, none on another.
  for (const svg of [...document.querySelectorAll("svg[role=img]")].filter(seen)) {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")]
      .map((text) => ({ text, box: text.getBoundingClientRect() }))
      .filter(({ text }) => text.textContent.trim() !== "");
    for (const { text, box } of texts) {
      const size = Number.parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < 9) say(`${words(text)} is written ${size.toFixed(1)} px high in ${svg.getAttribute("aria-labelledby")}`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        say(`${words(text)} leaves its picture ${svg.getAttribute("aria-labelledby")}`);
    }
    for (const [index, one] of texts.entries())
      for (const other of texts.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 3)
          say(`${words(one.text)} and ${words(other.text)} lie on each other in ${svg.getAttribute("aria-labelledby")}`);
      }
  }

  // Contrast of letters on what lies behind them (WCAG 2.2, 4.5 to 1).
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (rgba(backgroundColor)[3] === 255) return backgroundColor;
    }
    return "#fff";
  };
  const letters = [...document.body.querySelectorAll("*")].filter(
    (element) => seen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""),
  );
  for (const element of letters.filter((one) => !["TITLE", "DESC", "LEGEND"].includes(one.tagName.toUpperCase()))) {
    const style = getComputedStyle(element);
    const [dark, light] = [luminance(element instanceof SVGElement ? style.fill : style.color), luminance(behind(element))].sort(
      (a, b) => a - b,
    );
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) say(`${words(element)} has a contrast of ${contrast.toFixed(2)}`);
  }
  return { found, letters: letters.length, pictures: [...document.querySelectorAll("svg[role=img]")].filter(seen).length };
})();
