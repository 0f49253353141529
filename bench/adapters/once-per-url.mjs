/** Creates one client per URL and reuses it, as a program does. */
export function oncePerUrl(create) {
  const clients = new Map();
  return (url) => {
    if (!clients.has(url)) clients.set(url, create(url));
    return clients.get(url);
  };
}
