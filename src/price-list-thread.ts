// The thread that reads one public price list; see main-price-lists.ts. Knows nothing but its list.
import { parentPort, workerData } from 'node:worker_threads'
import { type ListToMatch, matchList } from './catalog/price-sources/match-list.ts'

parentPort?.postMessage(matchList(workerData as ListToMatch))
