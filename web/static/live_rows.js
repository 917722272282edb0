// <live-rows>: puts what happens on top of the list while the page is open. Without this module the list is as it was
// when the page was asked for. Rows wait while somebody reads: while the list is paused, pointed at or scrolled away.
const MOST_WAITING = 200;
const WORDS = {
  connecting: "Connecting…",
  live: "Live: new entries come by themselves",
  paused: "Paused",
  lost: "The connection is lost; trying again…",
  ended: "Your session has ended: reload the page and sign in again",
};

class LiveRows extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.events) return;
    for (const name of ["rows", "list", "state", "show", "pause", "empty"]) this[name] = this.querySelector(`[data-part=${name}]`);
    this.waiting = [];
    this.more = 0;
    this.most = Math.max(this.rows.children.length, 50);
    this.pause.addEventListener("click", () => this.setPaused(this.pause.getAttribute("aria-pressed") === "false"));
    this.show.addEventListener("click", () => {
      this.put();
      this.scrollIntoView({ block: "start" });
    });
    this.list.addEventListener("pointerleave", () => this.arrive());
    this.list.addEventListener("focusout", () => setTimeout(() => this.arrive()));
    addEventListener("scroll", (this.scrolled = () => this.arrive()), { passive: true });
    addEventListener("pagehide", (this.left = () => this.source.close()));
    addEventListener("pageshow", (this.back = (event) => event.persisted && this.listen()));
    this.pause.disabled = false;
    this.listen();
  }

  disconnectedCallback() {
    this.source?.close();
    removeEventListener("scroll", this.scrolled);
    removeEventListener("pagehide", this.left);
    removeEventListener("pageshow", this.back);
  }

  listen() {
    this.tell("connecting");
    this.source = new EventSource(this.dataset.events);
    this.source.addEventListener("open", () => this.tell("live"));
    this.source.addEventListener("rows", (event) => this.receive(event.data));
    this.source.addEventListener("more", (event) => {
      this.more += Number(event.data);
      this.offer();
    });
    this.source.addEventListener("ended", () => this.end());
    this.source.addEventListener("error", () => (this.source.readyState === EventSource.CLOSED ? this.end() : this.tell("lost")));
  }

  end() {
    this.source.close();
    this.tell("ended");
    this.pause.disabled = true;
  }

  tell(state) {
    this.dataset.state = state;
    this.state.textContent = WORDS[state === "live" && this.isPaused ? "paused" : state];
  }

  get isPaused() {
    return this.pause.getAttribute("aria-pressed") === "true";
  }

  setPaused(paused) {
    this.pause.setAttribute("aria-pressed", String(paused));
    this.pause.textContent = paused ? "Go on" : "Pause";
    if (this.dataset.state === "live") this.tell("live");
    if (!paused) this.put();
  }

  get isRead() {
    return this.isPaused || this.list.matches(":hover") || this.list.contains(document.activeElement) || this.getBoundingClientRect().top < 0;
  }

  receive(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const known = new Set(this.waiting.map((row) => row.id));
    const fresh = [...holder.content.children].filter((row) => !known.has(row.id) && !document.getElementById(row.id));
    this.more += Math.max(0, this.waiting.length + fresh.length - MOST_WAITING);
    this.waiting = [...fresh, ...this.waiting].slice(0, MOST_WAITING);
    this.arrive();
  }

  arrive() {
    if (this.isRead) this.offer();
    else this.put();
  }

  // Rows are put in as new ones, the old ones too: what stays where it was has not moved.
  put() {
    if (this.waiting.length) {
      const kept = [...this.rows.children].map((row) => row.cloneNode(true));
      kept.forEach((row) => row.classList.remove("new"));
      this.rows.replaceChildren(...[...this.waiting, ...kept].slice(0, this.most));
      if (this.empty) this.empty.hidden = true;
      this.list.hidden = false;
    }
    this.waiting = [];
    this.more = 0;
    this.offer();
  }

  offer() {
    const count = this.waiting.length + this.more;
    this.show.hidden = count === 0;
    this.show.textContent = `Show ${count.toLocaleString("en-GB")} new`;
  }
}
customElements.define("live-rows", LiveRows);
