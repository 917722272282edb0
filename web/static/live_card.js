// <live-card>: shows anew, in its `.shown`, what the server sends at `data-source` under the name of `data-event`.
// Without this module the page is loaded again.
const WATCHING_MS = 30 * 60 * 1000; // whoever has left the page open must not stay signed in by it for ever

class LiveCard extends HTMLElement {
  connectedCallback() {
    const shown = this.querySelector(".shown");
    this.source = new EventSource(this.dataset.source);
    this.source.addEventListener(this.dataset.event, ({ data }) => {
      const next = document.createElement("template");
      next.innerHTML = data;
      // What has not changed is not read out again.
      if (next.content.textContent.trim() !== shown.textContent.trim()) shown.replaceChildren(next.content);
    });
    this.over = setTimeout(() => this.source.close(), WATCHING_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.over);
    this.source.close();
  }
}
customElements.define("live-card", LiveCard);
