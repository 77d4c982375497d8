// What the client keeps on the device, read as it stands on the device.
export async function keptRoom(page, projectId) {
  return page.evaluate(async (id) => {
    const { name } = (await indexedDB.databases()).find((each) => each.name.startsWith('dure-person-')) ?? {};
    if (!name) return undefined;
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const read = (store, key) =>
      new Promise((resolve, reject) => {
        const request = key === undefined ? db.transaction(store).objectStore(store).getAll() : db.transaction(store).objectStore(store).get(key);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const room = await read('rooms', id);
    const outbox = await read('outbox');
    const events = (await read('events')).filter((event) => event.project_id === id);
    db.close();
    return { state: room?.state, outbox, events };
  }, projectId);
}

export async function serverSnapshot(page, projectId) {
  return page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/projects/${id}/snapshot`, { headers: { 'Dure-Client': 'web' } });
    if (!response.ok) throw new Error(`snapshot: ${response.status}`);
    return response.json();
  }, projectId);
}

/** Names of the databases of persons on this device. */
export async function databases(page) {
  return page.evaluate(async () => (await indexedDB.databases()).map((each) => each.name));
}
