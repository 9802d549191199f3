// Autosave, what is wrong told on blur, and the preview. Without this file every page still works.
"use strict";

const window_ = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16)).join("");
const say = (what) => fetch("/vindu/" + what, { method: "POST", body: window_ }).catch(() => {});
say("åpent");
setInterval(() => say("åpent"), 60000);
addEventListener("pagehide", () => {
  if (form && !form.dataset.sendt && sent() !== last) navigator.sendBeacon(form.action, whole());
  navigator.sendBeacon("/vindu/lukket", window_);
});

const controls = "input:not([type=hidden]), select, textarea";
let form, status_, timer, drawing, busy = false, again = false, last = "";

function start() {
  form = document.getElementById("skjema");
  const first = document.querySelector("[autofocus]");
  (first?.matches("details") ? first.querySelector(controls) : first)?.focus();
  comeBack(first);
  openTarget();
  for (const slow of document.querySelectorAll("form[data-venter]")) {
    slow.addEventListener("submit", () => { slow.querySelector("[role=status]").textContent = slow.dataset.venter; });
  }
  if (!form) return;
  status_ = document.getElementById("status");
  form.elements.namedItem("vindu").value = window_;
  last = sent();
  form.addEventListener("input", () => soon(1000));
  form.addEventListener("change", () => soon(50));
  form.addEventListener("submit", (event) => { clearTimeout(timer); form.dataset.sendt = "ja"; leave(event.submitter); });
  document.getElementById("angre").addEventListener("submit", (event) => leave(event.submitter));
  form.addEventListener("focusin", (event) => follow(event.target));
  form.addEventListener("toggle", ({ target }) => { if (target.open && target.contains(document.activeElement)) follow(target); }, true);
  const chosen = document.getElementById("papir");
  if (chosen) {
    document.getElementById("velger").hidden = false;
    chosen.addEventListener("change", preview);
  }
  preview();
}

// The document beside the form is the one that is being written: the nearest thing around that has one of its own.
function follow(at) {
  const place = document.getElementById("utsnitt"), chosen = document.getElementById("papir");
  if (!place) return;
  const own = JSON.parse(place.dataset.rader);
  while (at && !own[at.id?.slice(2)]) at = at.parentElement;
  const key = at && own[at.id.slice(2)];
  if (!key || key === chosen.value) return;
  chosen.value = key;
  preview();
}

// A page that comes back after a button was pressed stands as it was left: what was open, how far down, the focus.
function leave(button) {
  const row = ["fjern", "opp", "ned"].includes(button?.name) && button.closest("details.rad");
  const isOpen = (at) => at.open && (!row || (at !== row && at.contains(row)));
  const open = [...document.querySelectorAll("details[id]")].filter(isOpen).map((at) => at.id);
  const at = document.activeElement;
  const focus = row ? { id: row.closest("fieldset").id } : at.id ? { id: at.id } : { name: at.name, value: at.value };
  sessionStorage.setItem("sted", JSON.stringify({ path: location.pathname, open, focus, y: scrollY }));
}

function comeBack(first) {
  const left = JSON.parse(sessionStorage.getItem("sted"));
  sessionStorage.removeItem("sted");
  if (left?.path !== location.pathname || document.getElementById("oppsummering")) return;
  for (const id of left.open) document.getElementById(id)?.setAttribute("open", "");
  if (first) return first.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => scrollTo(0, left.y)); // when what was unfolded has its height
  const { id, name, value } = left.focus;
  const named = [...document.getElementsByName(name ?? "")].find((one) => one.checkVisibility() && (one.tagName !== "BUTTON" || one.value === value));
  (id ? document.getElementById(id) : named)?.focus({ preventScroll: true });
}

// A folded part says whether anything is written in it.
function markEmpty() {
  for (const part of form.querySelectorAll("details.del")) {
    const filled = [...part.querySelectorAll(controls)].some((one) => (/radio|checkbox/.test(one.type) ? one.checked && one.value : one.value));
    part.querySelector(":scope > summary > .tomt").hidden = filled || Boolean(part.querySelector("details.rad"));
  }
}

// A link into a folded row opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement?.closest("details")) if (at.tagName === "DETAILS") at.open = true;
  if (!target) return;
  target.scrollIntoView();
  (target.tagName === "DETAILS" ? target.querySelector("summary") : target).focus();
}
addEventListener("hashchange", openTarget);

const sent = () => {
  const data = new URLSearchParams(new FormData(form));
  data.delete("state");
  return data.toString();
};

const whole = () => {
  const body = new URLSearchParams(new FormData(form));
  body.set("auto", "ja");
  return body;
};

function soon(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

async function save() {
  if (busy) { again = true; return; }
  const now = sent();
  if (now === last || form.dataset.sendt) return;
  busy = true;
  tell(form.dataset.lagrer);
  try {
    const answer = await fetch(form.action, { method: "POST", body: whole() });
    if (answer.status === 409) return clash(await answer.text());
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    last = now;
    form.elements.namedItem("state").value = said.state;
    document.getElementById("angre-knapp").hidden = !said.undo;
    tell(said.said);
    if (form.dataset.sjekket) mark(said.told);
    markEmpty();
    previewSoon();
  } catch {
    tell(form.dataset.ikkeLagret, true);
  } finally {
    busy = false;
    if (again) { again = false; soon(50); }
  }
}

function tell(text, wrong = false) {
  status_.textContent = text;
  status_.parentElement.classList.toggle("galt", wrong);
}

// Somebody else changed the same place: the server's page has both texts, with ours still in the form.
function clash(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  start();
}

function mark(told) {
  for (const place of form.querySelectorAll(".sagt")) place.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const one of told) {
    const place = document.getElementById("f-" + one.at + "-sagt");
    if (!place) continue;
    const line = document.createElement("p");
    line.className = one.error ? "feil" : "mangler";
    line.textContent = one.text + (one.hint ? ". " + one.hint : "");
    place.append(line);
    const field = document.getElementById("f-" + one.at);
    if (one.error && field?.matches("input, select, textarea")) field.setAttribute("aria-invalid", "true");
  }
}

// Drawn when the writing rests: a page of a document takes the machine some tenths of a second.
function previewSoon() {
  clearTimeout(drawing);
  drawing = setTimeout(preview, 1500);
}

async function preview() {
  const place = document.getElementById("utsnitt");
  if (!place) return;
  try {
    const { sak } = place.dataset, dokument = document.getElementById("papir").value;
    document.getElementById("dokument").href = sak + "/dokument/skolen/" + dokument;
    const answer = await fetch(sak + "/utsnitt/skolen/" + dokument);
    const isWanted = dokument === document.getElementById("papir").value; // another may have been chosen meanwhile
    if (answer.ok && isWanted) place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  } catch { /* the status line says when the program is gone */ }
}

start();
