"""JeecgBoot: access, organisation, reports, jobs and the approvers its Activiti/Flowable variants keep in tables."""
