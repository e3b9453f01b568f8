"use strict";
// Filters, sorts and folds what is on the page. Everything is read from the page as text.
(() => {
  // Items that a filter shows before the browser may draw.
  const AT_ONCE = 250;
  const forms = [...document.querySelectorAll("form[data-for]")];
  const hash = () => new URLSearchParams(location.hash.slice(1));

  // A filter: its form, and the items of the lists that it is for.
  const filterOf = (form) => {
    const lists = [...document.querySelectorAll(`[data-list="${form.dataset.for}"]`)];
    const items = lists.flatMap((list) => [...list.querySelectorAll("[data-item]")]);
    const groups = lists.flatMap((list) => [...list.querySelectorAll("details.group")]);
    const members = new Map(groups.map((g) => [g, [...g.querySelectorAll("[data-item]")]]));
    const unfolded = new Set(groups.filter((g) => g.open));
    const prefix = form.dataset.prefix || "";
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const selects = [...form.querySelectorAll("select")];
    const none = lists[0] && lists[0].parentElement.querySelector("p.none");
    let texts = null;
    let run = 0;

    const count = (shown) => {
      form.querySelector("output").textContent = `${shown} of ${items.length}`;
    };
    count(items.length);

    const apply = () => {
      const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length > 0 && texts === null) {
        texts = new Map(items.map((item) => [item, `${item.dataset.rule || ""} ${item.textContent}`.toLowerCase()]));
      }
      const off = new Set(boxes.filter((b) => !b.checked).map((b) => b.value));
      const chosen = selects.filter((s) => s.value !== "").map((s) => [s.name, s.value]);
      const fits = (item) =>
        !off.has(item.dataset.level) &&
        chosen.every(([name, value]) => (item.dataset[name] || "").split("\n").includes(value)) &&
        words.every((word) => texts.get(item).includes(word));
      const fitting = new Set(items.filter(fits));
      const shown = fitting.size;
      // What comes first is seen at once; the rest of a long list follows, so that typing stays quick.
      const later = [];
      let told = 0;
      for (const item of items) {
        const hidden = !fitting.has(item);
        if (!hidden) told += 1;
        if (item.hidden === hidden) continue;
        if (!hidden && told > AT_ONCE) later.push(item);
        else item.hidden = hidden;
      }
      const turn = ++run;
      const next = () => {
        if (turn !== run) return;
        for (const item of later.splice(0, AT_ONCE)) item.hidden = false;
        if (later.length > 0) requestAnimationFrame(next);
      };
      if (later.length > 0) requestAnimationFrame(next);
      const narrowed = shown < items.length;
      for (const [group, all] of members) {
        const left = narrowed ? all.filter((item) => fitting.has(item)).length : all.length;
        if (group.hidden !== (left === 0)) group.hidden = left === 0;
        const number = group.querySelector("summary .count");
        if (number) number.textContent = left < all.length ? `${left} of ${all.length}` : `${all.length}`;
        if (narrowed && left > 0 && shown <= 40) group.open = true;
        if (!narrowed) group.open = unfolded.has(group);
      }
      count(shown);
      if (none) none.hidden = shown > 0;
    };

    // What a link asks for: page.html#level=error,warn&rule=server-https&words=staging
    const read = () => {
      const asked = hash();
      let any = false;
      for (const control of [form.elements.words, ...selects]) {
        const value = asked.get(prefix + control.name);
        if (value !== null) {
          control.value = value;
          any = true;
        }
      }
      if (boxes.length > 0 && asked.has(prefix + boxes[0].name)) {
        const wanted = asked.get(prefix + boxes[0].name).split(",");
        for (const box of boxes) box.checked = wanted.includes(box.value);
        any = true;
      }
      return any;
    };

    const write = (params) => {
      for (const control of [form.elements.words, ...selects]) {
        if (control.value !== "") params.set(prefix + control.name, control.value);
      }
      if (boxes.some((b) => !b.checked)) {
        params.set(prefix + boxes[0].name, boxes.filter((b) => b.checked).map((b) => b.value).join(","));
      }
    };

    return { form, groups, apply, read, write };
  };
  const filters = forms.map(filterOf);

  const keepLink = () => {
    const params = new URLSearchParams();
    for (const filter of filters) filter.write(params);
    const text = params.toString();
    history.replaceState(null, "", text === "" ? location.pathname + location.search : `#${text}`);
  };

  for (const filter of filters) {
    filter.form.addEventListener("input", () => {
      filter.apply();
      keepLink();
    });
    filter.form.addEventListener("submit", (event) => event.preventDefault());
    filter.form.addEventListener("reset", () =>
      setTimeout(() => {
        filter.apply();
        keepLink();
      }),
    );
    for (const button of filter.form.querySelectorAll("button[data-fold]")) {
      button.addEventListener("click", () => {
        for (const group of filter.groups) group.open = button.dataset.fold === "open";
      });
    }
  }

  // A link leads to an element of the page, or it carries a filter.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id.includes("=") ? null : document.getElementById(id);
    if (target) {
      for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
      if (target.matches("article")) target.focus({ preventScroll: true });
      target.scrollIntoView();
      return;
    }
    for (const filter of filters) {
      const asked = filter.read();
      if (asked) {
        filter.apply();
        filter.form.scrollIntoView();
      }
    }
  };
  window.addEventListener("hashchange", follow);
  if (location.hash.length > 1) follow();

  // The heads of tables sort them: numbers as numbers, first up, then down.
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const head = button.parentElement;
      const table = head.closest("table");
      const column = [...head.parentElement.children].indexOf(head);
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const number = head.classList.contains("number");
      const body = table.tBodies[0];
      const keyed = [...body.rows].map((row) => {
        const text = row.cells[column].textContent;
        return [number ? parseFloat(text) || 0 : text.toLowerCase(), row];
      });
      keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
    });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing && forms[0]) {
      event.preventDefault();
      forms[0].elements.words.focus();
    } else if (event.key === "Escape" && typing) {
      event.target.blur();
    } else if ((event.key === "j" || event.key === "k") && !typing) {
      const shown = [...document.querySelectorAll("article[data-item]:not([hidden])")];
      const at = shown.indexOf(document.activeElement);
      const next = shown[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
      if (next) {
        for (let up = next; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
        next.focus();
      }
    }
  });

  // On paper everything is unfolded; on small screens the contents are folded.
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  const contents = document.querySelector("nav > details");
  if (contents && window.matchMedia("(max-width: 64rem)").matches) contents.open = false;
})();
