/** Makes a client for each URL once: a program has one. */
export function oncePerUrl(create) {
  const clients = new Map();
  return (url) => {
    if (!clients.has(url)) clients.set(url, create(url));
    return clients.get(url);
  };
}
