/** Creates one value per URL, such as a client, and reuses it, as a program does. */
export function oncePerUrl(create) {
  const values = new Map();
  return (url) => {
    if (!values.has(url)) values.set(url, create(url));
    return values.get(url);
  };
}
