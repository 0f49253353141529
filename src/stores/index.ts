export { memoryStore } from './memory-store.js';
export { indexedDbStore, type IndexedDbStoreOptions } from './indexed-db-store.js';
