// <passkey-sign-in> and <passkey-create>: the browser's part of WebAuthn Level 3.
//
// POST to `data-options` answers `{"publicKey": …}`. The browser's answer goes to `data-answer` as
// `{"credential": …, "name": …, "returnTo": …}`, which answers `{"location": …}`, or with a status from 400 on
// `{"message": …}`, a sentence for the person.

const WORDS = {
  NotAllowedError: "That was cancelled, took too long, or there is no passkey for this site on this device.",
  InvalidStateError: "This device already has a passkey for your account.",
  NotSupportedError: "This browser or device cannot make the kind of passkey that is needed.",
  SecurityError: "Passkeys work only under the address this site is set up for.",
};

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (descriptors = []) => descriptors.map((one) => ({ ...one, id: bytesOf(one.id) }));

// The three below are what browsers older than 2025 lack.
function requestOptions(json) {
  return (
    PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytesOf(json.challenge),
      allowCredentials: withBytes(json.allowCredentials),
    }
  );
}

function creationOptions(json) {
  return (
    PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytesOf(json.challenge),
      user: { ...json.user, id: bytesOf(json.user.id) },
      excludeCredentials: withBytes(json.excludeCredentials),
    }
  );
}

function inJson(credential) {
  if (credential.toJSON) return credential.toJSON();
  const { id, type, rawId, response, authenticatorAttachment } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((name) => response[name]).map((name) => [name, textOf(response[name])]);
  return {
    id,
    type,
    rawId: textOf(rawId),
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    response: { ...Object.fromEntries(given), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function post(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The server cannot be reached. Check your connection and try again.");
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.message ?? "Something went wrong. Reload the page and try again.");
  return told;
}

class PasskeyElement extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!window.PublicKeyCredential) {
      this.tell("This browser knows no passkeys.");
      return;
    }
    this.button.disabled = false;
    this.button.addEventListener("click", () => this.run());
  }

  async run() {
    this.button.disabled = true;
    this.tell("Follow your browser…");
    try {
      const { publicKey } = await post(this.dataset.options, {});
      const credential = await this.ask(publicKey);
      const { location } = await post(this.dataset.answer, { credential: inJson(credential), ...this.extras() });
      window.location.assign(location);
    } catch (error) {
      this.tell(WORDS[error.name] ?? error.message);
      this.button.disabled = false;
    }
  }

  tell(sentence) {
    this.querySelector("[role=status]").textContent = sentence;
  }
}

class PasskeySignIn extends PasskeyElement {
  ask(publicKey) {
    return navigator.credentials.get({ publicKey: requestOptions(publicKey) });
  }

  extras() {
    return { returnTo: this.dataset.returnTo };
  }
}

class PasskeyCreate extends PasskeyElement {
  ask(publicKey) {
    return navigator.credentials.create({ publicKey: creationOptions(publicKey) });
  }

  extras() {
    const name = this.querySelector("input").value.trim();
    return { name: name || this.querySelector("input").placeholder };
  }
}

customElements.define("passkey-sign-in", PasskeySignIn);
customElements.define("passkey-create", PasskeyCreate);
