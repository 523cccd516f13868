/** Starts the page. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/tokens.css';
import './ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isShared } from './data/api-target.js';
import { createQueryClient } from './data/query-client.js';
import { Routes } from './routes.js';
import { SharedRoutes } from './shared-routes.js';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>{isShared ? <SharedRoutes /> : <Routes />}</QueryClientProvider>
    </StrictMode>,
  );
}
