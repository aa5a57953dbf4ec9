// The second part: the libraries that know what is asked for and what was answered.
export { QueryClient } from '@tanstack/react-query'
export { createRouter } from '@tanstack/react-router'
