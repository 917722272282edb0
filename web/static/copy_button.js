// <copy-button>: its button copies the value of its field. Without this module the field can be selected by hand.
class CopyButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    const label = button.textContent;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Copied";
      } catch {
        field.focus();
        button.textContent = "Press Ctrl+C";
      }
      setTimeout(() => (button.textContent = label), 2000);
    });
    button.disabled = false;
  }
}
customElements.define("copy-button", CopyButton);
