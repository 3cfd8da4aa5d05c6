/* What pages do beyond what they do without scripts. Nothing here is needed to read or to act:
   it saves keystrokes, asks before what can't be taken back, and keeps drafts. No inline code anywhere. */
"use strict";

(() => {
  const closest = (event, selector) =>
    event.target instanceof Element ? event.target.closest(selector) : null;

  // -- the keyboard ------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    const typing = closest(event, "input, textarea, select, [contenteditable]");
    if (event.key !== "/" || !search || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  /** A form that came back starts with what is wrong with it. */
  const goToErrors = (root) => {
    const summary = root.querySelector("[data-wrong]");
    if (summary) summary.focus();
  };

  // A menu folds when somebody turns elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && closest(event, "details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // -- one tick for all ------------------------------------------------------------------------------------------

  document.addEventListener("change", (event) => {
    const all = closest(event, "[data-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) {
      box.checked = all.checked;
    }
  });

  // -- an inbox: J and K move, X chooses, Enter opens --------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const inbox = document.querySelector("[data-inbox]");
    if (!inbox || event.ctrlKey || event.metaKey || event.altKey || closest(event, "input:not([type=checkbox]), textarea, select")) return;
    const links = [...inbox.querySelectorAll("li > a")];
    const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const next = links[Math.min(Math.max(here + (key === "j" ? 1 : -1), 0), links.length - 1)];
      if (next) next.focus();
    } else if (key === "x" && here >= 0) {
      const box = links[here].closest("li").querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    } else {
      return;
    }
    event.preventDefault();
  });

  // -- sending a form: asked first, and once ---------------------------------------------------------------------

  /** Whether a button only works on the form: adds a row, keeps a draft. */
  const isAside = (button) => Boolean(button) && (button.name !== "" || button.hasAttribute("formaction"));

  const ask = (form, button) => {
    const dialog = document.getElementById("ask");
    const send = () => {
      form.dataset.sure = "yes";
      form.requestSubmit(button || undefined);
    };
    if (!dialog || typeof dialog.showModal !== "function") {
      if (window.confirm(form.dataset.ask)) send();
      return;
    }
    dialog.querySelector("p").textContent = form.dataset.ask;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && send(), { once: true });
    dialog.showModal();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.dataset.ask && !form.dataset.sure && !isAside(button)) {
      event.preventDefault();
      ask(form, button);
    } else if (form.hasAttribute("data-once")) {
      // The buttons stay enabled, for a disabled one would not be sent along.
      if (form.classList.contains("sent")) event.preventDefault();
      form.classList.add("sent");
    }
  });

  // Coming back to a page that the browser kept: it may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form.sent")) {
      form.classList.remove("sent");
      delete form.dataset.sure;
    }
  });

  // -- rows: the answer replaces the form, so nothing is typed into the old one until it is there ----------------------

  const rowsOf = (event) => {
    const button = event.detail.elt;
    return button.matches("[name=_add], [name=_remove]") ? button.closest("form") : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = rowsOf(event);
    if (form) form.inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = rowsOf(event);
    if (form) form.inert = false;
  });

  // -- drafts ------------------------------------------------------------------------------------------------------

  const PAUSE = 2000;
  const waiting = new Map();

  const keep = async (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (form.classList.contains("sent") || !form.isConnected) return;
    const status = form.querySelector("[data-draft-status]");
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        keepalive: true,
        redirect: "error",
      });
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
      status.textContent = answer.ok ? `${status.dataset.saved} ${time}` : status.dataset.failed;
    } catch {
      status.textContent = status.dataset.failed;
    }
  };

  const keepSoon = (event) => {
    const form = closest(event, "form[data-draft]");
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => keep(form), PAUSE));
  };
  document.addEventListener("input", keepSoon);
  document.addEventListener("change", keepSoon);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") [...waiting.keys()].forEach(keep);
  });

  // -- papers: uploaded as soon as they are chosen, dropped, pasted or photographed ----------------------------------

  const say = (box, text, wrong) => {
    const line = document.createElement("p");
    line.textContent = text;
    if (wrong) line.className = "error";
    box.append(line);
    return line;
  };

  /** One file: the answer is its row of the form, or a word why it may not come in. */
  const bring = async (papers, file) => {
    const status = papers.querySelector("[data-status]");
    const rows = papers.querySelector("[data-list]");
    const line = say(status, `${status.dataset.going} ${file.name}…`);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", papers.closest("form").elements.csrfmiddlewaretoken.value);
    data.append("number", papers.dataset.next);
    data.append("key", papers.dataset.key);
    data.append(`${papers.dataset.papers}-files`, file, file.name || "paper");
    papers.dataset.next = String(Number(papers.dataset.next) + 1);
    try {
      const answer = await fetch(papers.dataset.upload, { method: "POST", body: data, credentials: "same-origin", redirect: "error" });
      if (answer.ok) {
        rows.insertAdjacentHTML("beforeend", await answer.text());
        line.remove();
      } else {
        line.textContent = `${file.name}: ${answer.status === 422 ? (await answer.json()).wrong : status.dataset.failed}`;
        line.className = "error";
      }
    } catch {
      line.textContent = `${file.name}: ${status.dataset.failed}`;
      line.className = "error";
    }
    rows.dispatchEvent(new Event("change", { bubbles: true })); // The draft is kept with it.
  };

  const bringAll = async (papers, files) => {
    papers.querySelector("[data-status]").replaceChildren();
    papers.dataset.next = String(1 + Math.max(-1, ...[...papers.querySelectorAll("input[type=hidden]")].map((each) => Number(each.name.split("-")[1]))));
    for (const file of files) await bring(papers, file);
  };

  document.addEventListener("change", (event) => {
    const input = closest(event, "[data-papers] input[type=file]");
    if (!input || !input.files.length) return;
    const files = [...input.files];
    input.value = "";
    bringAll(input.closest("[data-papers]"), files);
  });
  document.addEventListener("click", (event) => {
    const button = closest(event, ".paperlist [name=_remove]");
    if (!button) return;
    event.preventDefault();
    const rows = button.closest("[data-list]");
    button.closest("li").remove();
    rows.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const papers = closest(event, "[data-papers]");
      if (!papers || !holdsFiles(event)) return;
      event.preventDefault();
      papers.classList.toggle("over", kind === "dragover");
      if (kind === "drop") bringAll(papers, [...event.dataTransfer.files]);
    });
  }
  document.addEventListener("paste", (event) => {
    const form = closest(event, "form");
    const papers = form && form.querySelector("[data-papers]");
    const files = [...(event.clipboardData ? event.clipboardData.files : [])];
    // What Word puts there is a text, with a picture of it besides: that is pasted as text.
    if (!papers || !files.length || [...event.clipboardData.types].includes("text/plain")) return;
    event.preventDefault();
    bringAll(papers, files);
  });

  // -- blacking out: a part that is drawn on a page goes into the next empty row of numbers ---------------------------

  const SIDES = ["page", "left", "top", "width", "height"];
  const shape = (rect, area) => {
    for (const [name, value] of [["x", area.left], ["y", area.top], ["width", area.width], ["height", area.height]]) {
      rect.setAttribute(name, String(value * 10));
    }
  };
  const blacken = (box, area) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", "black");
    shape(rect, area);
    box.querySelector("svg").append(rect);
    return rect;
  };
  const pointAt = (box, event) => {
    const edge = box.getBoundingClientRect();
    const share = (at, from, length) => Math.min(100, Math.max(0, ((at - from) / length) * 100));
    return { x: share(event.clientX, edge.left, edge.width), y: share(event.clientY, edge.top, edge.height) };
  };
  const between = (from, to) => ({
    left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y),
  });
  const areaRows = () => [...document.querySelectorAll("[data-areas] [data-row]")];
  const enterArea = (area) => {
    const rows = areaRows();
    let row = rows.find((each) => [...each.querySelectorAll("input")].every((input) => !input.value));
    if (!row) {
      row = rows[rows.length - 1].cloneNode(true);
      row.dataset.row = String(rows.length);
      rows[rows.length - 1].after(row);
    }
    for (const side of SIDES) {
      const input = row.querySelector(`input[name$="-${side}"]`);
      input.name = `${row.dataset.row}-${side}`;
      input.value = side === "page" ? String(area.page) : area[side].toFixed(1);
    }
  };
  let drawing = null;
  document.addEventListener("pointerdown", (event) => {
    const box = closest(event, ".draws");
    if (!box || event.button) return;
    event.preventDefault();
    const from = pointAt(box, event);
    drawing = { box, from, rect: blacken(box, between(from, from)) };
  });
  document.addEventListener("pointermove", (event) => {
    if (drawing) shape(drawing.rect, between(drawing.from, pointAt(drawing.box, event)));
  });
  document.addEventListener("pointerup", (event) => {
    if (!drawing) return;
    const { box, from, rect } = drawing;
    drawing = null;
    const area = { page: Number(box.dataset.page), ...between(from, pointAt(box, event)) };
    if (area.width < 0.5 || area.height < 0.3) rect.remove(); // A click, and no part.
    else enterArea(area);
  });

  /** The parts that stand in the rows, shown on the pages. */
  const showAreas = () => {
    for (const rect of document.querySelectorAll(".draws rect.black")) rect.remove();
    for (const row of areaRows()) {
      const area = Object.fromEntries(SIDES.map((side) => [side, Number(row.querySelector(`input[name$="-${side}"]`).value)]));
      const box = document.querySelector(`.draws[data-page="${area.page || 1}"]`);
      if (box && area.width && area.height) blacken(box, area);
    }
  };
  document.addEventListener("change", (event) => {
    if (closest(event, "[data-areas] input")) showAreas();
  });
  showAreas();

  // -- look-ups: a combobox over the options that htmx fetches ---------------------------------------------------------

  const list = (input) => document.getElementById(input.dataset.lookup);
  const options = (input) => [...list(input).querySelectorAll("[role=option]")];
  const active = (input) => options(input).find((each) => each.getAttribute("aria-selected") === "true");

  const dress = (root) => {
    for (const button of root.querySelectorAll("[data-needless]")) button.hidden = true;
    for (const input of root.querySelectorAll("[data-lookup]")) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", input.dataset.lookup);
      input.setAttribute("aria-expanded", "false");
    }
  };

  const close = (input) => {
    list(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const open = (input) => {
    const found = options(input);
    found.forEach((option, number) => {
      option.id = `${input.dataset.lookup}-${number}`;
      option.setAttribute("aria-selected", "false");
    });
    list(input).hidden = list(input).childElementCount === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    list(input).scrollIntoView({ block: "nearest" });
  };

  const mark = (input, option) => {
    for (const each of options(input)) each.setAttribute("aria-selected", String(each === option));
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const move = (input, by) => {
    const found = options(input);
    if (!found.length) return;
    if (list(input).hidden) open(input);
    const from = found.indexOf(active(input));
    const first = by > 0 ? 0 : found.length - 1;
    mark(input, found[from < 0 ? first : (from + by + found.length) % found.length]);
  };

  const put = (field, value) => {
    if (!field) return;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
    (field instanceof RadioNodeList ? field[0] : field).dispatchEvent(new Event("change", { bubbles: true }));
  };

  /** Takes an option: its value goes here, what it knows besides into the fields of the same row. */
  const choose = (input, option) => {
    input.value = option.dataset.value;
    input.dataset.chosen = input.value;
    const row = input.name.slice(0, input.name.lastIndexOf("-") + 1);
    for (const [name, value] of Object.entries(JSON.parse(option.dataset.fill || "{}"))) {
      put(input.form.elements.namedItem(row + name), value);
    }
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("keydown", (event) => {
    const input = closest(event, "[data-lookup]");
    if (!input || event.isComposing) return; // The keys belong to the input method.
    const picked = active(input);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && picked && !list(input).hidden) {
      event.preventDefault();
      choose(input, picked);
    } else if (event.key === "Escape" && !list(input).hidden) {
      event.preventDefault();
      close(input);
    }
  });

  const inputOf = (option) => option.closest(".combo").querySelector("[data-lookup]");

  document.addEventListener("mousedown", (event) => {
    if (closest(event, ".combo-l")) event.preventDefault(); // The cursor stays where it is.
  });
  document.addEventListener("click", (event) => {
    const option = closest(event, ".combo-l [role=option]");
    if (option) choose(inputOf(option), option);
  });
  document.addEventListener("focusout", (event) => {
    const input = closest(event, "[data-lookup]");
    if (input) close(input);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const input = event.detail.elt;
    if (!input.dataset.lookup) return;
    const typed = input.value.trim();
    if (!typed || input.value === input.dataset.chosen) {
      event.preventDefault();
      close(input);
    }
    event.detail.parameters = { q: typed, field: input.name };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches(".combo-l")) return;
    const input = inputOf(event.target);
    if (input === document.activeElement) open(input);
  });

  // -- beginning, and again for what htmx brings -----------------------------------------------------------------------

  dress(document);
  goToErrors(document);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
})();
