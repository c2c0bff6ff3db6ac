// Passkeys: asks the device, and sends what it answers with the form. Binary parts travel as base64url (WebAuthn, section 5.1.8).
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) });

async function create(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
    },
  });
  const { response } = credential;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: {
      attestationObject: toText(response.attestationObject),
      clientDataJSON: toText(response.clientDataJSON),
      transports: response.getTransports?.() ?? null,
    },
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  };
}

async function get(options) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(withBytes),
    },
  });
  const { response } = credential;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: {
      authenticatorData: toText(response.authenticatorData),
      clientDataJSON: toText(response.clientDataJSON),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
    extensions: JSON.stringify(credential.getClientExtensionResults()),
    assertionClientExtensions: JSON.stringify(credential.getClientExtensionResults()),
  };
}

const form = document.querySelector("form[data-passkey]");
if (form) {
  const ask = form.dataset.passkey === "create" ? create : get;
  ask(JSON.parse(form.dataset.options)).then(
    (answer) => {
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    },
    () => { form.querySelector("[role=alert]").hidden = false; },
  );
}
