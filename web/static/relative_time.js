// <relative-time>: keeps "3 minutes ago" true while the page stays open. The server writes the first wording.
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function inWords(seconds) {
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) {
      const count = Math.round(Math.abs(seconds) / length);
      const amount = `${count} ${unit}${count === 1 ? "" : "s"}`;
      return seconds > 0 ? `in ${amount}` : `${amount} ago`;
    }
  }
  return seconds <= 0 ? "just now" : "in a moment";
}

class RelativeTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const moment = new Date(time.dateTime);
    time.title = moment.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    this.ticking = setInterval(() => (time.textContent = inWords((moment - Date.now()) / 1000)), 30000);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }
}
customElements.define("relative-time", RelativeTime);
