/**
 * Seconds for which a session of the platform's own roles is valid at most, and for which the runner asks.
 *
 * Whoever assumes one is a role's session already, and what is chained ends after an hour at the latest, whatever a
 * role says: asking for more fails (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html, role chaining).
 * AWS services are not limited by it, so a pipeline or a deployment may last longer
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html). An hour is also the least
 * that IAM takes (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
 */
export const roleSessionSeconds = 3600;
