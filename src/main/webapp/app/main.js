import { applySettings } from '../settings/apply-settings.js';
import './onetail-app.js';

applySettings();
