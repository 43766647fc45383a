import type { VendorComplaint } from "../../http/index.ts";

/** Reads `{ error: { status, title, error_code, detail } }`, whose detail may be a map of fields, or `{ message, detail }`. */
export const readProlificComplaint = (_status: number, body: unknown): VendorComplaint => {
  if (typeof body !== "object" || body === null) return {};
  const { error, message, detail } = body as { readonly error?: unknown; readonly message?: unknown; readonly detail?: unknown };
  if (typeof error === "object" && error !== null) {
    const {
      error_code: code,
      detail: said,
      title,
    } = error as { readonly error_code?: unknown; readonly detail?: unknown; readonly title?: unknown };
    const found = sentence(said) ?? sentence(title);
    return {
      ...((typeof code === "number" || typeof code === "string") && /^[\w.-]{1,64}$/.test(String(code)) && { code: String(code) }),
      ...(found !== undefined && { message: found }),
    };
  }
  const found = sentence(detail) ?? sentence(message) ?? sentence(error);
  return found === undefined ? {} : { message: found };
};

const sentence = (value: unknown): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (Array.isArray(value)) return sentence(value[0]);
  if (typeof value !== "object" || value === null) return undefined;
  const [first] = Object.entries(value);
  const said = sentence(first?.[1]);
  return first === undefined || said === undefined ? undefined : `${first[0]}: ${said}`;
};
