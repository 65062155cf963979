"""The adapter for jshERP (管伊佳 ERP); its knowledge is in the folder `jsherp`."""
