/*
 * What an adapter outside this package is written with: the HTTP that talks to one host and redacts what it must, and the small parts
 * every adapter here is made of. docs/writing-an-adapter.md shows each of them at work.
 */
export {
  createHttp,
  createUpload,
  type Effect,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type HttpSettings,
  readBody,
  segment,
  type Upload,
  type UploadRequest,
  type UploadSettings,
  type VendorComplaint,
} from "./http/index.ts";
export { checkWith } from "./vendors/check-credential.ts";
export { fieldText, shownFields } from "./vendors/field-text.ts";
export { guarded } from "./vendors/guarded.ts";
export { inTurns, piecesOf } from "./vendors/in-turns.ts";
export { ratingSteps } from "./vendors/rating-steps.ts";
export { readCursor } from "./vendors/read-cursor.ts";
export { jobOptionsProblem, readAdapterOptions, readJobOptions } from "./vendors/read-options.ts";
export { sameSecret } from "./vendors/same-secret.ts";
export { stableHash } from "./vendors/stable-hash.ts";
export { unsupportedKind } from "./vendors/unsupported-kind.ts";
export { readTime } from "./vendors/vendor-time.ts";
