import { applySettings } from '../settings/theme.js';
import './onetail-app.js';

applySettings();
