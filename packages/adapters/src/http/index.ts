export { segment } from "./base-url.ts";
export { createHttp } from "./create-http.ts";
export { createUpload, type Upload, type UploadRequest, type UploadSettings } from "./create-upload.ts";
export type { Effect, Http, HttpRequest, HttpResponse, HttpSettings, VendorComplaint } from "./http.ts";
export { readBody } from "./read-body.ts";
