// <export-progress>: fetches the file that its link leads to, tells how far it has come, and hands it over when it is
// whole; of a list that nobody has counted, by the rows that have come. Without this module the browser downloads it
// itself.
const NEWLINE = 10;

class ExportProgress extends HTMLElement {
  connectedCallback() {
    // The link may be replaced by another while this element stays.
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) {
        event.preventDefault();
        this.run(link);
      } else if (event.target.closest("button")) this.begun?.abort();
    });
  }

  disconnectedCallback() {
    this.begun?.abort();
  }

  async run(link) {
    this.begun = new AbortController();
    this.show(true);
    try {
      const answer = await fetch(link.href, { signal: this.begun.signal });
      if (!answer.ok || answer.redirected) return window.location.assign(link.href);
      const parts = await this.read(answer);
      this.hand(new Blob(parts, { type: "text/csv" }), nameOf(answer));
      this.tell("The file is ready.");
    } catch (error) {
      this.tell(error.name === "AbortError" ? "The export was cancelled." : "The export broke off. Try again.");
    } finally {
      this.show(false);
      if (this.contains(document.activeElement) || document.activeElement === document.body) link.focus();
    }
  }

  async read(answer) {
    const expected = Number(answer.headers.get("X-Total-Count") ?? 0);
    const progress = this.querySelector("progress");
    if (!expected) progress.removeAttribute("value");
    const parts = [];
    let lines = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return parts;
      parts.push(value);
      for (const byte of value) if (byte === NEWLINE) lines++;
      if (expected) progress.value = Math.min(1, lines / (expected + 1));
      this.tell(expected ? `${Math.floor(progress.value * 100)} % exported` : `${lines} rows exported`);
    }
  }

  hand(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  show(busy) {
    this.toggleAttribute("aria-busy", busy);
    this.querySelector("a").hidden = busy;
    this.querySelector("progress").hidden = !busy;
    this.querySelector("progress").value = 0;
    this.querySelector("button").hidden = !busy;
  }

  tell(sentence) {
    this.querySelector("[role=status]").textContent = sentence;
  }
}

const nameOf = (answer) => /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "export.csv";

customElements.define("export-progress", ExportProgress);
