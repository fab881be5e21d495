// Small comforts; every page works without them.
document.documentElement.classList.remove("no-js");

document.querySelector("[data-focus]")?.focus();

// A link in the error summary goes to the field itself, not only near it.
document.querySelectorAll(".error-summary a[href^='#']").forEach((link) => {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
});

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

// A double click sends a form once; coming back to the page makes it usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Five minutes before the session ends the person is asked; one key press keeps it.
const WARNED_BEFORE_S = 300;
const { expiresIn, stay, token } = document.body.dataset;
const dialog = document.getElementById("stay");
let timer;

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => dialog.showModal(), Math.max(0, seconds - WARNED_BEFORE_S) * 1000);
}

async function keep() {
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch" };
  const answer = await fetch(stay, { method: "POST", headers }).catch(() => null);
  if (answer?.ok) {
    wait((await answer.json()).expires_in);
    dialog.close();
  } else {
    dialog.querySelector(".stay-failed").hidden = false;
  }
}

if (dialog && expiresIn) {
  wait(Number(expiresIn));
  dialog.querySelector("[data-stay-button]").addEventListener("click", keep);
  document.addEventListener("continuity:saved", () => wait(Number(expiresIn)));
}
