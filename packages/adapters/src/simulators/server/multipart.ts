/** One part of a multipart/form-data body. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** Splits a multipart/form-data body. Undefined where the content type names no boundary. */
export const parseMultipart = (contentType: string | undefined, raw: Buffer): readonly FormPart[] | undefined => {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/iu.exec(contentType ?? "");
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return undefined;
  const delimiter = Buffer.from(`--${mark}`);
  const parts: FormPart[] = [];
  let at = raw.indexOf(delimiter);
  while (at >= 0) {
    const begin = at + delimiter.length + 2;
    const end = raw.indexOf(delimiter, begin);
    if (end < 0) break;
    const headEnd = raw.indexOf("\r\n\r\n", begin);
    if (headEnd >= 0 && headEnd < end) {
      const head = raw.subarray(begin, headEnd).toString("utf8");
      const name = /\bname="([^"]*)"/iu.exec(head)?.[1];
      if (name !== undefined) {
        parts.push({
          name,
          fileName: /\bfilename="([^"]*)"/iu.exec(head)?.[1],
          type: /^content-type:\s*(\S+)/imu.exec(head)?.[1],
          body: raw.subarray(headEnd + 4, end - 2),
        });
      }
    }
    at = end;
  }
  return parts;
};
