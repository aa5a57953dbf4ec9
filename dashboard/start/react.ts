// The first part: what draws.
export { createRoot } from 'react-dom/client'
