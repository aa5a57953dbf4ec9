// Migration: what holds for every request of a key. Knows no rules.

export const keyRouting = 'ALTER TABLE keys ADD COLUMN routing TEXT'
