// <search-as-you-type>: a list follows the form above it while somebody types or chooses. Without this module the
// form's button does the same. The page that the form leads to is fetched, and each part of it that is named by
// `data-part` takes the place of the one that is shown.
const PAUSE = 150;

class SearchAsYouType extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", (event) => event.isComposing || this.soon(PAUSE));
    this.form.addEventListener("compositionend", () => this.soon(PAUSE));
    this.form.addEventListener("change", () => this.soon(0));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.soon(0);
    });
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
    this.asked?.abort();
  }

  soon(pause) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(this.address()), pause);
  }

  address() {
    const address = new URL(this.form.action);
    for (const [name, value] of new FormData(this.form)) if (value.trim()) address.searchParams.append(name, value);
    return address.href;
  }

  async ask(address) {
    if (address === this.shown) return;
    this.asked?.abort();
    this.asked = new AbortController();
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "text/html" } });
      // Whatever is not the list, such as the sign-in page, is a page to go to.
      if (!answer.ok || answer.redirected) return window.location.assign(address);
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      this.shown = address;
      history.replaceState(null, "", address);
      this.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      this.removeAttribute("aria-busy");
      this.querySelector("[role=status]").textContent = "The server cannot be reached. Check your connection and search again.";
    }
  }

  show(page) {
    for (const part of this.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part=${part.dataset.part}]`);
      if (part.getAttribute("role") === "status") part.textContent = fresh.textContent;
      else if (!part.hasAttribute("aria-busy")) part.replaceChildren(...fresh.childNodes);
    }
  }
}
customElements.define("search-as-you-type", SearchAsYouType);
