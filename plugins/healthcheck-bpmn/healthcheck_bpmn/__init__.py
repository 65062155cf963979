"""Approval flows from BPMN engines (Flowable, Activiti, Camunda), BPMN files and approval JSON."""
