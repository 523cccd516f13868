/** Gives the reader a file that the page holds, as a download that no browser opens as a page. */

/** @param base64 what is no base64 is saved as the text that it is */
export function saveBase64(base64: string, name: string): void {
  const url = URL.createObjectURL(new Blob([decode(base64)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').slice(0, 150);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    const text = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  } catch {
    return new TextEncoder().encode(base64);
  }
}
