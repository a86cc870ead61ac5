import { personalDataSchema } from "./config-personal-data.ts";
import { pathSchema } from "./schema-parts.ts";

const publicKeySchema = {
  type: "string",
  minLength: 1,
  maxLength: 1024,
  description: "The public key on one line, as in a .pub file: ssh-ed25519 AAAA… ci@acme.example",
} as const;

/** Who signs the ledger. */
export const signerSchema = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  dependentRequired: { command: ["publicKey"], publicKey: ["command"], environment: ["command"] },
  properties: {
    ssh: { type: "string", description: `\${file:PATH} of an OpenSSH key, or \${env:NAME} with its text` },
    agent: {
      type: "object",
      additionalProperties: false,
      required: ["publicKey"],
      properties: {
        publicKey: publicKeySchema,
        socket: {
          type: "string",
          minLength: 1,
          maxLength: 1024,
          description: `The agent's socket: its path or \${env:NAME}; \${env:SSH_AUTH_SOCK} when left out`,
        },
      },
      description: "A key that an SSH agent holds",
    },
    command: {
      type: "array",
      items: { type: "string", minLength: 1, maxLength: 4096 },
      minItems: 1,
      maxItems: 64,
      description: "Program and arguments: bytes come on its standard input, the raw signature goes to its output",
    },
    publicKey: publicKeySchema,
    environment: {
      type: "array",
      items: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]{0,127}$" },
      maxItems: 64,
      uniqueItems: true,
      description: "Names of the variables that the program gets besides PATH; none when left out",
    },
  },
  description: "Who signs manifests: ssh, agent, or command with publicKey",
} as const;

/** The ledger. */
export const auditSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    branch: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*([/.][A-Za-z0-9_-]+)*$",
      maxLength: 200,
      description: "The branch of the ledger, without refs/heads/; rollcall/audit when left out",
    },
    signer: signerSchema,
    allowedSigners: { ...pathSchema, description: "Keys that may sign; policies/allowed_signers when left out" },
    revoked: {
      ...pathSchema,
      description: "Keys that may sign no more; revoked_keys beside the allowed signers when left out",
    },
    anchor: {
      ...pathSchema,
      pattern: "\\.json$",
      description: "The head of the ledger that main keeps; audit/anchor.json when left out",
    },
    witnesses: {
      type: "array",
      items: { type: "string", pattern: "^[^+\\s]{1,200}\\+[0-9a-f]{8}\\+B[A-P][A-Za-z0-9+/]{42}$" },
      minItems: 1,
      maxItems: 16,
      uniqueItems: true,
      description: "Verifier keys of witnesses who cosign checkpoints: NAME+ID+KEY",
    },
    quorum: {
      type: "integer",
      minimum: 1,
      maximum: 16,
      description: "How many of the witnesses must have cosigned a checkpoint; all when left out",
    },
    timestamp: {
      type: "string",
      minLength: 1,
      maxLength: 2048,
      description: `A time-stamp authority (RFC 3161) for checkpoints: a URL or \${env:NAME}`,
    },
    personalData: personalDataSchema,
    retention: {
      type: "string",
      pattern: "^([1-9][0-9]?y|[1-9][0-9]{0,4}d)$",
      description: "How long keys of people who have left are kept: 7y, 2555d; for ever when left out",
    },
    remote: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
      description: "The name of a git remote to push the ledger to: origin",
    },
  },
  description: "Where the ledger lives and who signs it",
} as const;
