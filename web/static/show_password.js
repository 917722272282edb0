// <show-password>: its button shows what has been typed, so that a long password can be checked.
class ShowPassword extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => show(field.type === "password"));
    // A password manager recognises the field, and a browser does not remember it, only while it is one for passwords.
    field.form.addEventListener("submit", () => show(false));
  }
}
customElements.define("show-password", ShowPassword);
