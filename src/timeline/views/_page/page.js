"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const D = JSON.parse($("data").textContent);
  const said = $("said"), known = $("known"), both = $("both"), cursor = $("cursor");
  const rows = all("#stands tbody tr"), bands = all(".bands"), now = all(".now"), marks = all(".m");
  const paths = D.claims.map(() => []), shown = D.claims.map(() => -1), on = marks.map((mark) => !mark.classList.contains("off"));
  let knew = -1, moving = false;

  // The states of a claim along said-time, as known at k: later knowledge replaces the path from some moment on.
  const path = (turns, k) => {
    const steps = [];
    for (const [from, since, ...told] of turns) {
      if (from > k) break;
      while (steps.length && steps[steps.length - 1][0] >= since) steps.pop();
      for (let i = 0; i < told.length; i += 2) steps.push([told[i], told[i + 1]]);
    }
    return steps;
  };

  const draw = (c) => {
    const y = bands[c].dataset.y, status = (s) => D.states[s][0];
    const steps = paths[c].filter(([, s], i, told) => !i || status(s) !== status(told[i - 1][1]));
    bands[c].replaceChildren(...steps.map(([t, s], i) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const to = i + 1 < steps.length ? D.x[steps[i + 1][0]] : 100;
      const has = { class: "s " + status(s), x: D.x[t] + "%", width: to - D.x[t] + "%", y };
      for (const name in has) rect.setAttribute(name, has[name]);
      return rect;
    }));
  };

  // A text that keeps its direction of writing to itself.
  const apart = (text) => {
    const bdi = document.createElement("bdi");
    bdi.textContent = text;
    return bdi;
  };

  const row = (c, s) => {
    const [status, label, figures, because, more] = D.states[s], cells = rows[c].cells;
    cells[1].querySelector("rect").setAttribute("class", "s " + status);
    cells[1].lastChild.textContent = label;
    cells[2].replaceChildren(...figures.flatMap((text, i) => (i ? ["; ", apart(text)] : [apart(text)])));
    cells[3].replaceChildren(...because.map((i) => {
      const link = document.createElement("a"), [position, who, text] = D.causes[i];
      link.href = "#e" + position;
      link.append(apart(who), text);
      return link;
    }), more ? ` and ${more} more` : "");
    now[c].textContent = status === "absent" ? label : status;
  };

  const show = () => {
    const t = +said.value, k = both.checked ? D.together[t] : +known.value;
    for (let c = 0; c < paths.length; c++) {
      const turns = D.claims[c], low = Math.min(k, knew), high = Math.max(k, knew);
      if (turns.some(([from]) => from > low && from <= high)) {
        paths[c] = path(turns, k);
        draw(c);
      }
      let i = paths[c].length - 1;
      while (i >= 0 && paths[c][i][0] > t) i--;
      const s = i < 0 ? 0 : paths[c][i][1];
      if (s !== shown[c]) row(c, (shown[c] = s));
      rows[c].classList.toggle("moved", moving && t > 0 && i > 0 && paths[c][i][0] === t);
    }
    D.marks.forEach(([at, from, until = Infinity], i) => {
      const is = at <= t && from <= k && k < until;
      if (is !== on[i]) marks[i].classList.toggle("off", !(on[i] = is));
    });
    knew = k;
    cursor.setAttribute("x", D.x[t] + "%");
    const dates = { said: D.said[t], known: k < 0 ? "nothing yet" : D.known[k] };
    for (const name in dates) {
      $(name + "-at").textContent = dates[name];
      $(name).setAttribute("aria-valuetext", dates[name]);
    }
    if (both.checked) known.value = Math.max(k, 0);
    known.disabled = both.checked;
  };

  // A chart of many signs is laid out only where it is near: its height is known.
  if (marks.length > 300) {
    const chart = $("chart"), height = chart.getAttribute("height");
    chart.parentElement.style.cssText = `content-visibility:auto;contain-intrinsic-size:auto ${height}px`;
  }
  for (const input of [said, known]) {
    input.max = D[input.id].length - 1;
    input.value = input.max;
    input.addEventListener("input", show);
  }
  both.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input,[tabindex]")) return;
    const input = event.shiftKey && !both.checked ? known : said;
    input.value = +input.value + step;
    event.preventDefault();
    show();
  });
  addEventListener("hashchange", () => {
    const target = $(location.hash.slice(1)), details = target && target.closest("details");
    if (details && !details.open) {
      details.open = true;
      target.scrollIntoView();
    }
  });
  $("replay").hidden = false;
  show();
  moving = true;
})();
