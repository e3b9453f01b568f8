"use strict";
// Filters the findings by words, severity, rule and operation. Everything on the page is read from it as text.
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  const all = [...document.querySelectorAll("article")];
  const count = document.getElementById("count");
  const texts = new Map(all.map((a) => [a, a.textContent.toLowerCase()]));
  const apply = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = [...form.querySelectorAll("input[type=checkbox]")].filter((b) => b.checked).map((b) => b.value);
    const rule = form.elements.rule.value;
    const operation = form.elements.operation.value;
    let shown = 0;
    for (const a of all) {
      const fits =
        levels.includes(a.dataset.level) &&
        (rule === "" || a.dataset.rule === rule) &&
        (operation === "" || a.dataset.operation === operation) &&
        words.every((w) => texts.get(a).includes(w));
      a.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = `${shown} of ${all.length}`;
  };
  // A link can carry a filter: page.html#level=error,warn&rule=server-https&words=staging
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const name of ["words", "rule", "operation"]) {
    if (asked.has(name)) form.elements[name].value = asked.get(name);
  }
  if (asked.has("level")) {
    const wanted = asked.get("level").split(",");
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = wanted.includes(box.value);
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=search], select");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.elements.words.focus();
    } else if (event.key === "Escape" && typing) {
      event.target.blur();
    } else if ((event.key === "j" || event.key === "k") && !typing) {
      const shown = all.filter((a) => !a.hidden);
      const at = shown.indexOf(document.activeElement);
      const next = shown[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
      if (next) next.focus();
    }
  });
  apply();
})();
