const secretText = { type: "string", minLength: 1, maxLength: 2048 } as const;

/** Certificates and keys of TLS connections. */
export const tlsSchema = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  dependentRequired: { certificate: ["privateKey"], privateKey: ["certificate"] },
  properties: {
    certificate: { ...secretText, description: `Reference to our certificate in PEM: \${file:PATH} or \${env:NAME}` },
    privateKey: { ...secretText, description: `Reference to its key in PEM, without a passphrase: \${file:PATH}` },
    ca: { ...secretText, description: `Reference to the only authorities that are believed, in PEM: \${file:PATH}` },
  },
  description: "certificate with privateKey (mutual TLS), ca, or all three: references only",
} as const;

const oauthSchema = {
  type: "object",
  additionalProperties: false,
  required: ["tokenUrl", "clientId"],
  dependentRequired: { authMethod: ["clientSecret"], keyId: ["privateKey"], algorithm: ["privateKey"] },
  properties: {
    tokenUrl: {
      ...secretText,
      description: `The token endpoint (https), or a reference to it: \${env:CHAT_TOKEN_URL}`,
    },
    clientId: { ...secretText, description: `The client's id, or a reference to it: \${env:CHAT_CLIENT_ID}` },
    clientSecret: { ...secretText, description: `\${env:NAME} or \${file:PATH}; never the secret itself` },
    authMethod: {
      type: "string",
      enum: ["basic", "post"],
      description: "How the secret is sent: basic (when left out) in a header, post in the body",
    },
    privateKey: {
      ...secretText,
      description: `\${file:PATH} or \${env:NAME} of a key in PEM, instead of clientSecret`,
    },
    keyId: {
      type: "string",
      pattern: "^[\\x21-\\x7e]{1,256}$",
      description: "What the token endpoint calls the key: letters, digits and signs, without spaces",
    },
    algorithm: {
      type: "string",
      enum: ["RS256", "ES256", "EdDSA"],
      description: "How the key signs; the one that fits the key when left out",
    },
    scope: {
      type: "string",
      pattern: "^[\\x21\\x23-\\x5b\\x5d-\\x7e]+( [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*$",
      maxLength: 2048,
      description: "What the token is to allow: words with one space between them",
    },
    audience: {
      type: "string",
      pattern: "^[\\x21-\\x7e]{1,2048}$",
      description: "Whom the token is for, where the token endpoint wants to know: a text without spaces",
    },
    tls: { ...tlsSchema, description: `How the token endpoint is reached: ${tlsSchema.description}` },
  },
  description: "Access tokens by client credentials: with clientSecret, or with privateKey",
} as const;

/** How calls to an application prove who is calling. */
export const authSchema = {
  anyOf: [
    { type: "string", enum: ["none"] },
    {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: {
        bearer: { type: "string", description: `\${env:NAME} or \${file:PATH}; never the token itself` },
        oauth: oauthSchema,
      },
      description: `{ bearer: "\${env:NAME}" } or { oauth: … }: one of them`,
    },
  ],
  description: `none, { bearer: "\${env:NAME}" } or { oauth: … }: references, never a secret itself`,
} as const;
