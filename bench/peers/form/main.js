import "./bare-form.js";
