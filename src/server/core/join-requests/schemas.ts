import { z } from 'zod';

export const JOIN_REQUEST_STATUSES = ['pending', 'approved', 'declined', 'withdrawn'] as const;

export const joinRequestStatusSchema = z.enum(JOIN_REQUEST_STATUSES);
