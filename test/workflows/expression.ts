import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** What expressions may name, as GitHub gives it to a job. */
export type Contexts = Readonly<Record<string, unknown>>;

/** What GitHub's own evaluator makes of an expression, without its `${{ }}`. */
function evaluate(expression: string, contexts: Contexts, files: (pattern: string) => boolean): unknown {
  const functions = [
    { name: "always", minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(true) },
    {
      ...{ name: "hashFiles", minArgs: 1, maxArgs: 1 },
      call: (pattern: data.ExpressionData) => new data.StringData(files(pattern.coerceString()) ? "hash" : ""),
    },
  ];
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const given: unknown = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(given instanceof data.Dictionary)) throw new Error("contexts are an object");
  const byName = new Map(functions.map((each) => [each.name.toLowerCase(), each]));
  const result = new Evaluator(parsed, given, byName).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer));
}

/** A text with every `${{ }}` in it filled in. */
export function fillIn(text: string, contexts: Contexts, files: (pattern: string) => boolean): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner) => String(evaluate(inner, contexts, files) ?? ""));
}

/** Whether a condition holds; none holds. */
export function holds(condition: string | undefined, contexts: Contexts, files: (pattern: string) => boolean): boolean {
  if (condition === undefined) return true;
  const value = evaluate(condition, contexts, files);
  return value !== false && value !== "" && value !== null && value !== 0;
}
