"""Salesforce metadata in the SFDX source format: profiles, permission sets, approval processes, flows."""
